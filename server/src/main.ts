import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { connect } from './connection.ts';
import { productWitnesses } from './productWitnesses.ts';

connect(createConnection(ProposedFeatures.all), productWitnesses);
